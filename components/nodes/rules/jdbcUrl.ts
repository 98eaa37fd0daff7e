/**
 * The URL as engine nodes use it: with `autosave=conservative`, unless it says otherwise already.
 * A node that runs while the schema is migrated has prepared statements whose result then has a column more, and PostgreSQL refuses them:
 * "cached plan must not change result type". Seen on 7.22 nodes right after the step to 7.23, as failed jobs and as jobs that stay locked for five
 * minutes. With this setting the driver prepares such a statement again, in the midst of a transaction, too (pgjdbc, connection parameter autosave).
 */
export function forNodes(jdbcUrl: string): string {
    if (/[?&](autosave|prepareThreshold|preferQueryMode)=/.test(jdbcUrl)) {
        return jdbcUrl;
    }
    return `${jdbcUrl}${jdbcUrl.includes("?") ? "&" : "?"}autosave=conservative`;
}
