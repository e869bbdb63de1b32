/** Whether the device has no pointer that hovers, as phones: their keyboards have no Shift with Enter. */
export const isTouchOnly = (): boolean => window.matchMedia('(hover: none)').matches;
