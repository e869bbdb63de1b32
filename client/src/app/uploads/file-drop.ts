import { Directive, output, signal } from '@angular/core';

/** Takes files that are dropped anywhere on its element or pasted into it; text is left to whoever it was meant for. */
@Directive({
  selector: '[parleyFileDrop]',
  exportAs: 'fileDrop',
  host: {
    '(dragenter)': 'drag($event, 1)',
    '(dragleave)': 'drag($event, -1)',
    '(dragover)': 'hold($event)',
    '(drop)': 'drop($event)',
    '(paste)': 'paste($event)',
  },
})
export class FileDrop {
  readonly files = output<File[]>({ alias: 'parleyFileDrop' });
  /** Entered and left again once for every element below the pointer. */
  private depth = 0;
  /** Files are held over the element. */
  readonly over = signal(false);

  protected drag({ dataTransfer }: DragEvent, by: number): void {
    if (!holdsFiles(dataTransfer)) return;
    this.depth += by;
    this.over.set(this.depth > 0);
  }

  protected hold(event: DragEvent): void {
    if (holdsFiles(event.dataTransfer)) event.preventDefault();
  }

  protected drop(event: DragEvent): void {
    this.depth = 0;
    this.over.set(false);
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    this.give(event.dataTransfer);
  }

  protected paste(event: ClipboardEvent): void {
    // Word processors put a picture of the text beside the text: then the text is meant.
    if (!holdsFiles(event.clipboardData) || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    this.give(event.clipboardData);
  }

  private give(data: DataTransfer | null): void {
    // A folder looks like a file without a type and without bytes.
    const files = [...(data?.files ?? [])].filter(({ size, type }) => size > 0 || type !== '');
    if (files.length > 0) this.files.emit(files);
  }
}

const holdsFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false;
