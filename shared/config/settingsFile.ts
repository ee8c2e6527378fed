/** The compact configuration next to the code of each deployed function. */
export const SETTINGS_FILE = 'settings.json'

/** Where the template of a deployed stack says the same: for commands and for `cdk diff`. */
export const TEMPLATE_SETTINGS = 'Settings'

/** Where it says the schema of what its functions store. */
export const TEMPLATE_SCHEMA = 'Schema'
