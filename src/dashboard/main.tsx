import { render } from 'preact'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/topbar.css'
import './styles/controls.css'
import './styles/popover.css'
import './styles/badges.css'
import './styles/states.css'
import './styles/table.css'
import './styles/chart.css'
import './styles/print.css'
import { lookAtSession } from './api.ts'
import { startAskingForData } from './data-start.ts'
import { startRouter } from './router.ts'
import { Shell } from './shell.tsx'
import { startTheme } from './theme.ts'
import { startRefreshing } from './time-range.ts'
import { startZone } from './zone-choice.ts'

startTheme()
startRouter()
startZone()
startRefreshing()
void lookAtSession()
startAskingForData()
const root = document.getElementById('app')
if (root) render(<Shell />, root)
