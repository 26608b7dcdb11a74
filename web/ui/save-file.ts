/** Hands a file to the browser's downloads. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser has taken it by the next task; kept any longer it would hold the memory of the file.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}
