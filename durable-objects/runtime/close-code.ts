/**
 * The code to close back with. 1005 and 1006 say that no code came and can not be sent; so can none that RFC 6455 §7.4
 * reserves or that is out of range.
 */
export const closeCode = (received: number): number => {
  const sendable = received === 1000 || (received >= 1007 && received <= 1011) || (received >= 3000 && received <= 4999)
  return sendable || (received >= 1001 && received <= 1003) ? received : 1000
}
