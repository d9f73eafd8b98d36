/** Reads a header of a request by its lower-case name. */
export type ReadHeader = (name: string) => string | undefined

/**
 * Whether a page of this very site sent a request. Browsers say so in headers that no page can set; a request without
 * both of them comes from no page.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export const isSameOrigin = (header: ReadHeader): boolean => {
  const site = header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  // Browsers leave it out where the page came by plain http.
  const [origin, host] = [header('origin'), header('host')]
  return origin !== undefined && host !== undefined && URL.parse(origin)?.host === host.toLowerCase()
}
