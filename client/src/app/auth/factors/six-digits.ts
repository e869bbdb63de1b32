/** The digits of a code; pasted codes may come with spaces and text around them. */
export const sixDigits = (text: string): string => text.replace(/\D/g, '').slice(0, 6);
