/** A page of a browser. Questions are scripts that run in the page, alike in every engine; input is that of a person. */
export interface Tab {
  /** Resolves when the page has loaded. */
  open(url: string): Promise<void>;
  /** The value of an expression in the page. */
  read<T>(expression: string): Promise<T>;
  /** Clicks the middle of the element. */
  click(selector: string): Promise<void>;
  /** Types into the element that has the focus. */
  type(text: string): Promise<void>;
  pressEnter(): Promise<void>;
  /** Turns the wheel over the element; negative numbers scroll up. */
  wheel(selector: string, pixels: number): Promise<void>;
  chooseFile(selector: string, path: string): Promise<void>;
  close(): Promise<void>;
}

/** A browser with a profile of its own. */
export interface BrowserDriver {
  newTab(): Promise<Tab>;
  quit(): Promise<void>;
}

/** @param proxy host and port of an HTTP proxy for everything, also for addresses of this machine */
export type StartBrowser = (proxy: string) => Promise<BrowserDriver>;
