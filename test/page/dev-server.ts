// A page to look at while working on it: `node test/page/dev-server.ts [port] [minutes] [traces]`. Data are made up and
// gone at the end.
import { startPage } from './start-page.ts'

const [port = '5170', minutes = '1500', traces = '60000'] = process.argv.slice(2)
const page = await startPage({ port: Number(port), minutes: Number(minutes), traces: Number(traces) })
console.log(page.url)
process.once('SIGINT', () => void page.close().then(() => process.exit(0)))
process.once('SIGTERM', () => void page.close().then(() => process.exit(0)))
