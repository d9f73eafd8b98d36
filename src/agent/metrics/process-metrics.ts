import { getHeapStatistics } from 'node:v8'
import type { Meter } from '@opentelemetry/api'

const microsecondsPerSecond = 1e6

/**
 * CPU and memory of this process, as the semantic conventions name them.
 * @see https://opentelemetry.io/docs/specs/semconv/system/process-metrics/
 */
export const observeProcess = (meter: Meter): void => {
  const options = { description: 'Total CPU seconds broken down by different CPU modes.', unit: 's' }
  meter.createObservableCounter('process.cpu.time', options).addCallback((result) => {
    const { user, system } = process.cpuUsage()
    result.observe(user / microsecondsPerSecond, { 'cpu.mode': 'user' })
    result.observe(system / microsecondsPerSecond, { 'cpu.mode': 'system' })
  })
  observeCpuUtilization(meter)
  meter
    .createObservableUpDownCounter('process.memory.usage', {
      description: 'The amount of physical memory in use.',
      unit: 'By',
    })
    .addCallback((result) => result.observe(process.memoryUsage.rss()))
  meter
    .createObservableGauge('process.uptime', { description: 'The time the process has been running.', unit: 's' })
    .addCallback((result) => result.observe(process.uptime()))
  meter
    .createObservableGauge('plainsight.heap.limit', {
      description: 'The size at which the heap is full and the process ends; the conventions have no name for it.',
      unit: 'By',
    })
    .addCallback((result) => result.observe(getHeapStatistics().heap_size_limit))
}

/** Share of one core since the last observation, by mode. */
const observeCpuUtilization = (meter: Meter): void => {
  let last = { cpu: process.cpuUsage(), time: performance.now() }
  meter
    .createObservableGauge('process.cpu.utilization', {
      description: 'Difference in process.cpu.time since the last measurement, divided by the elapsed time.',
      unit: '1',
    })
    .addCallback((result) => {
      const now = { cpu: process.cpuUsage(), time: performance.now() }
      const elapsed = Math.max(1, (now.time - last.time) * 1000)
      result.observe((now.cpu.user - last.cpu.user) / elapsed, { 'cpu.mode': 'user' })
      result.observe((now.cpu.system - last.cpu.system) / elapsed, { 'cpu.mode': 'system' })
      last = now
    })
}
