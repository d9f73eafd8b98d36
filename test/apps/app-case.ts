/** One request to a real application, and what the application must answer with and without the hook. */
export type AppRequest = {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly status: number
  /** `http.route` of its server span; none where the application does not tell any. */
  readonly route?: string
  /** Part of the one line that the application logs in this request. */
  readonly log?: string
  /**
   * Names of the other spans of its trace; `own` = those that the framework makes of its work, none of which is a
   * server span.
   */
  readonly inner?: readonly string[] | 'own'
}

/** A connection that only the application's own client can open, such as a WebSocket. */
export type AppConnection = Pick<AppRequest, 'path' | 'status' | 'log' | 'inner'>

export type AppCase = {
  readonly name: string
  /** What npm installs into an empty project, as `name@version`. */
  readonly packages: readonly string[]
  readonly files: Readonly<Record<string, string>>
  /** Folder that it writes into, which is created for each run. */
  readonly data?: string
  /** What builds the application: arguments of `node`. */
  readonly build?: readonly string[]
  /** What starts it: arguments of `node`; `PORT` is the port. */
  readonly start: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Part of its output that says that it can answer. Default: its port takes connections. */
  readonly ready?: string
  /** Part of its output that may come after the last answer. */
  readonly last?: string
  readonly hook?: 'require' | 'import'
  readonly requests: readonly AppRequest[]
  /** A program that talks to the application after the requests, and the server spans that come of it. */
  readonly client?: { readonly file: string; readonly connections: readonly AppConnection[] }
  /** Names of spans that it makes of its own work outside of requests. */
  readonly outside?: readonly string[]
  /** Lines of its output come in another order in any two runs. */
  readonly inAnyOrder?: true
  /** What differs between any two runs, and is not compared. */
  readonly varies?: readonly RegExp[]
}
