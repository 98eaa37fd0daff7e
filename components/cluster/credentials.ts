import { NodeRefusal } from "./errors";

/**
 * Name and password of a user of the REST API. The engine locks a user for good after ten wrong passwords in a row (DbIdentityServiceProvider,
 * loginMaxAttempts), and a cluster has many nodes that are asked often: so one request goes ahead alone, and once one is refused none follows.
 */
export class RestCredentials {
    // Not a `private` of TypeScript, which would be printed with the object.
    readonly #auth: string;
    private ahead?: Promise<unknown>;
    private refused = false;

    constructor(username: string, password: string) {
        this.#auth = `${username}:${password}`;
    }

    /** Whether it is the same name and password: what came of one try holds for the next. */
    equals(other: RestCredentials): boolean {
        return this.#auth === other.#auth;
    }

    /** Sends a request with the name and the password, unless a node has refused them. */
    use<T>(request: (auth: string) => Promise<T>): Promise<T> {
        const result = (this.ahead ?? Promise.resolve()).then(() => this.attempt(request));
        this.ahead ??= result.catch(() => undefined);
        return result;
    }

    private async attempt<T>(request: (auth: string) => Promise<T>): Promise<T> {
        if (this.refused) {
            throw new NodeRefusal(401);
        }
        try {
            return await request(this.#auth);
        } catch (error) {
            this.refused ||= error instanceof NodeRefusal && error.status === 401;
            throw error;
        }
    }
}
