// sdk-node with instrumentation-http, -express and -pino, as the OpenTelemetry docs set it up.
const { NodeSDK } = require('@opentelemetry/sdk-node')
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express')
const cache = process.env.BENCH_CACHE
const { PinoInstrumentation } = require(`${cache}/node_modules/@opentelemetry/instrumentation-pino`)
new NodeSDK({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation(), new PinoInstrumentation()],
}).start()
