const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in XML, in an attribute too. */
export function escapeXml(text: string): string {
  // Control characters have no place in XML, not even escaped.
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, ' ').replace(/[&<>"']/g, (c) => named[c]);
}
