/** The set with a member more, or without it when it was there. */
export const toggled = (set: ReadonlySet<string>, member: string): ReadonlySet<string> => {
  const next = new Set(set)
  if (!next.delete(member)) next.add(member)
  return next
}
