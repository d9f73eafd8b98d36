/** Scripts that put no space between words. */
export const unspacedScripts = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'] as const

/** The same as members of a character class. */
export const unspacedClass: string = unspacedScripts.map((name) => `\\p{Script=${name}}`).join('')
