/** Hands a file made in the page to the browser's downloads. */
export function save(name: string, type: string, content: string | Blob) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Hands a document to the browser's downloads, laid out for reading. */
export function saveJson(name: string, document: unknown) {
  save(name, 'application/json', `${JSON.stringify(document, null, 2)}\n`);
}
