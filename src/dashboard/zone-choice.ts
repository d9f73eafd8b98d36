import { effect } from '@preact/signals'
import { param, setParams } from './router.ts'
import { type Zone, zone } from './zone.ts'

const key = 'plainsight.zone'

const remembered = (): Zone => {
  try {
    return localStorage.getItem(key) === 'utc' ? 'utc' : 'local'
  } catch {
    return 'local'
  }
}

const remember = (chosen: Zone): void => {
  try {
    if (chosen === 'utc') localStorage.setItem(key, chosen)
    else localStorage.removeItem(key)
  } catch {
    // Storage may be closed to us: the address still has the choice.
  }
}

/** Stores the zone in the address, so that others see the same times, and in this browser. */
export const chooseZone = (chosen: Zone): void => {
  remember(chosen)
  setParams({ tz: chosen === 'utc' ? chosen : undefined }, { replace: true })
}

/** Shows times in the zone of the address, else in the one that was chosen last in this browser. */
export const startZone = (): void => {
  effect(() => {
    const given = param('tz')
    zone.value = given === 'utc' || given === 'local' ? given : remembered()
  })
}
