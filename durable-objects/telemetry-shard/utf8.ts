/** Sizes as the queue counts them: UTF-8 bytes of text. */
const encoder = new TextEncoder()

export const utf8Bytes = (text: string): number => encoder.encode(text).length

/** A UTF-16 unit takes at most 3 bytes, so short text needs no encoding. */
export const fitsBytes = (text: string, limit: number): boolean => text.length * 3 <= limit || utf8Bytes(text) <= limit
