import { listenToTheme } from './theme.ts'

// A page without charts: there is nothing to paint.
listenToTheme(() => {})
document.documentElement.dataset['drawn'] = 'yes'
