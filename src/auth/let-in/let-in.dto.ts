import { IsString, Length } from 'class-validator';

export class LetIn {
  /** Of the link that the operator has printed, from behind `#token=`. */
  @IsString()
  @Length(1, 200)
  token: string;
}
