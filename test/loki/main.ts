#!/usr/bin/env node
// The command line of Loki, as far as docker-compose.yml uses it: `-config.file=FILE` serves, `-health` asks whether
// one serves.
import { loadSettings } from './settings.ts'
import { createStandIn } from './stand-in.ts'

const [argument = ''] = process.argv.slice(2)

const start = (file: string): void => {
  const settings = loadSettings(file)
  const { http_listen_port, http_listen_address } = settings.server
  const server = createStandIn(settings).listen(http_listen_port, http_listen_address)
  process.once('SIGTERM', () => {
    server.closeAllConnections()
    server.close()
  })
}

if (argument === '-health') process.exitCode = (await fetch('http://localhost:3100/ready')).ok ? 0 : 1
else if (argument.startsWith('-config.file=')) start(argument.slice('-config.file='.length))
else throw new Error(`not known here: ${argument}`)
