/** Who stands before a message. */
export interface Reader {
  isAuthor: boolean;
  /** May keep order in the message's room. */
  moderates: boolean;
}

/** Only the author may put words into their own mouth. */
export const mayEdit = ({ isAuthor }: Reader): boolean => isAuthor;

/** The author may take words back, and whoever keeps order may take them away. */
export const mayDelete = ({ isAuthor, moderates }: Reader): boolean => isAuthor || moderates;
