/** The anchor of a heading, as GitHub makes it. */
export function anchor(heading: string): string;
/** Where a link of a page leads on the site; undefined for what the site does not have. */
export function onSite(href: string, page: string): string | undefined;
