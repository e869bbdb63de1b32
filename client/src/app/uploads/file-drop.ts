import { Directive, output, signal } from '@angular/core';

/** Emits files that are dropped on its element or pasted into it; dropped and pasted text is left alone. */
@Directive({
  selector: '[parleyFileDrop]',
  exportAs: 'fileDrop',
  host: {
    '(dragenter)': 'drag($event, 1)',
    '(dragleave)': 'drag($event, -1)',
    '(dragover)': 'allowDrop($event)',
    '(drop)': 'drop($event)',
    '(paste)': 'paste($event)',
  },
})
export class FileDrop {
  readonly files = output<File[]>({ alias: 'parleyFileDrop' });
  /** `dragenter` and `dragleave` come for every element below the pointer; above 0 the pointer is inside. */
  private depth = 0;
  /** Whether files are dragged over the element. */
  readonly over = signal(false);

  protected drag({ dataTransfer }: DragEvent, by: number): void {
    if (!holdsFiles(dataTransfer)) return;
    this.depth += by;
    this.over.set(this.depth > 0);
  }

  protected allowDrop(event: DragEvent): void {
    if (holdsFiles(event.dataTransfer)) event.preventDefault();
  }

  protected drop(event: DragEvent): void {
    this.depth = 0;
    this.over.set(false);
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    this.emitFiles(event.dataTransfer);
  }

  protected paste(event: ClipboardEvent): void {
    // Word processors add a picture of copied text; the text is pasted then.
    if (!holdsFiles(event.clipboardData) || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    this.emitFiles(event.clipboardData);
  }

  private emitFiles(data: DataTransfer | null): void {
    // A folder appears as a file without type and size.
    const files = [...(data?.files ?? [])].filter(({ size, type }) => size > 0 || type !== '');
    if (files.length > 0) this.files.emit(files);
  }
}

const holdsFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false;
