/** The entry of the local storage that says whose device this browser is. */
export const OWNER_KEY = 'parley.push';

/** Whether this browser was made a device that is notified, by whomever. */
export const isPushDevice = (): boolean => localStorage.getItem(OWNER_KEY) !== null;
