/** The version that the server and its documents report. */
export const VERSION = '0.1.0';
