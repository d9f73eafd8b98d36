/** A certificate for 127.0.0.1 and localhost that nobody trusts, with its key: for tests only. Valid until 2126. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUQ1sBSlMRMXLzkR32t8rDGKmpJBQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE4MTY1NVoYDzIxMjYxMDI5
MTgxNjU1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASPnvIJcFbaYGetUcW9kTBhgjwNjPeTdwubMrzyzjC3Q0aSqjLS3qVH
eG6XwXV4KoQC2RgZyHNoDoMMGD5vbQCzo28wbTAdBgNVHQ4EFgQUTcN3uw/mnTua
2sqwVlFFZcU3VkwwHwYDVR0jBBgwFoAUTcN3uw/mnTua2sqwVlFFZcU3VkwwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAKLmy/O6QPS1TfrYdZE/hPRkeE4NR5wnmj2bXkXGkSFFAiEA
1YCxuxUtZNIyHfHMJ2tPISw/74va0877AXujl41MFLE=
-----END CERTIFICATE-----`

export const certificateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8TtaZ9BdhRR99pcR
1xppdC+XRFD1Vu47ER2KgoloBRuhRANCAASPnvIJcFbaYGetUcW9kTBhgjwNjPeT
dwubMrzyzjC3Q0aSqjLS3qVHeG6XwXV4KoQC2RgZyHNoDoMMGD5vbQCz
-----END PRIVATE KEY-----`

/** Code that makes both, as `tls`, for the options of a server in an app. */
export const tlsCode: string = `const tls = ${JSON.stringify({ key: certificateKey, cert: certificate })}`
