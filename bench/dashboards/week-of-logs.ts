const batch = 5000

const toLine = (index: number): string =>
  index % 100 === 0
    ? `{"level":50,"msg":"request failed","err":{"message":"Cannot read properties of undefined"},"n":${index}}`
    : `catalogue searched ${index % 8} found ${index % 97}`

/** Sends this many lines to Loki, evenly distributed over the time, as the demo's two services would. */
export const writeWeekOfLogs = async (
  url: string,
  count: number,
  { from, to }: { from: number; to: number },
): Promise<void> => {
  const stepNs = ((to - from) / count) * 1e6
  for (let first = 0; first + batch <= count; first += batch) {
    const streams = ['shop', 'payments'].map((service_name, half) => ({
      stream: { service_name, deployment_environment_name: 'demo' },
      values: Array.from({ length: batch / 2 }, (_, index) => {
        const number = first + index * 2 + half
        const time = BigInt(from) * 1_000_000n + BigInt(Math.round(number * stepNs))
        const detected_level = number % 100 === 0 ? 'error' : 'info'
        return [String(time), toLine(number), { detected_level, trace_id: number.toString(16).padStart(32, '0') }]
      }),
    }))
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/loki/api/v1/push`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ streams }),
    })
    if (!answer.ok) throw new Error((await answer.text()).slice(0, 300))
  }
}
