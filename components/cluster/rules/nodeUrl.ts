/** A segment of a path at a node: names of the REST API, keys and ids. Anything else is somebody's attempt to leave it. */
const segment = /^(?!\.{1,2}$)[\w.:~-]{1,255}$/;

/** A path below a node's REST API, each value one segment of it, whatever is in it. */
export const restCall = (texts: TemplateStringsArray, ...values: readonly string[]): string =>
    texts.reduce((path, text, i) => `${path}${encodeURIComponent(values[i - 1])}${text}`);

/** A request would leave the REST API of the node that it is for: it is not sent. */
export class UnsafePath extends Error {}

/**
 * The path of a request at a node, below its REST API. The API server takes `..` in it for its own (it proxies whatever is left of
 * `/pods/NAME:PORT/proxy/`), and with the operator's rights: so what leaves is what was meant, or nothing.
 */
export function nodePath(restPath: string, path: string): string {
    const [plain, ...query] = path.split("?");
    const segments = `${restPath}/${plain}`.split("/").map(decoded);
    const wrong = segments.find((one) => one === undefined || !segment.test(one));
    if (wrong !== undefined || segments.includes(undefined) || /[#\s]/.test(path)) {
        throw new UnsafePath(`a request to ${JSON.stringify(path.slice(0, 200))} would not stay below ${restPath}: it is not sent`);
    }
    return `/${segments.join("/")}${query.length > 0 ? `?${query.join("?")}` : ""}`;
}

function decoded(text: string): string | undefined {
    try {
        return decodeURIComponent(text);
    } catch {
        return undefined;
    }
}

/** A port of a pod. */
export interface PodPort {
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
}

/** The one way from a node's path to a URL, through the pod proxy of an API server: below the node's own proxy path after normalization, or refused. */
export function proxyUrl(server: string, { namespace, name, port }: PodPort, restPath: string, path: string): URL {
    const base = new URL(`${server.replace(/\/$/, "")}/`);
    const place = [namespace, "pods", `${name}:${port}`].map((one) => encodeURIComponent(one).replace("%3A", ":")).join("/");
    const below = `${base.pathname}api/v1/namespaces/${place}/proxy`;
    const url = new URL(`${base.origin}${below}${nodePath(restPath, path)}`);
    if (url.origin !== base.origin || !url.pathname.startsWith(`${below}/${restPath}/`) || url.hash || url.username) {
        throw new UnsafePath(`a request to ${JSON.stringify(path.slice(0, 200))} would not stay below ${below}: it is not sent`);
    }
    return url;
}
