// A websocket that comes back by itself and never pretends to be alive: the state of the socket proves nothing,
// only a frame from the server does.
import { signal } from "@preact/signals";

const SILENCE_MS = 15_000;
const GRACE_AFTER_CLOSE_MS = 4_000;
const CONNECT_MS = 4_000;
const SLOWEST_RETRY_MS = 3_000;

export interface FeedState {
  kind: "connecting" | "live" | "lost";
  /** Last frame of the server, by this machine's clock; null before the first. */
  heardAt: number | null;
  attempt: number;
}

export interface FeedParts {
  /** Path on this origin, e.g. /board/feed. */
  path: string;
  /** What to say first on a new connection, if anything. */
  greeting?: () => object;
  /** Asked before each attempt; false ends the feed (the session is over). */
  mayConnect?: () => Promise<boolean>;
  frame: (frame: unknown) => void;
}

export class Feed {
  readonly state = signal<FeedState>({ kind: "connecting", heardAt: null, attempt: 0 });
  private socket: WebSocket | null = null;
  private closedAt: number | null = null;
  private openedAt = Date.now();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly watch: ReturnType<typeof setInterval>;
  private stopped = false;

  constructor(private readonly parts: FeedParts) {
    this.watch = setInterval(() => this.look(), 1000);
    addEventListener("online", this.again);
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.watch);
    clearTimeout(this.retry);
    removeEventListener("online", this.again);
    this.drop();
  }

  private readonly again = (): void => {
    if (this.state.value.kind !== "live") this.retrySoon(0);
  };

  private async connect(): Promise<void> {
    this.drop();
    const attempt = this.state.value.attempt + 1;
    this.state.value = { ...this.state.value, attempt };
    const allowed = this.parts.mayConnect ? await this.parts.mayConnect().catch(() => true) : true;
    if (this.stopped) return;
    if (!allowed) return this.stop();
    const socket = new WebSocket(new URL(this.parts.path, location.href.replace(/^http/, "ws")));
    this.socket = socket;
    const tooLate = setTimeout(() => socket.readyState === WebSocket.CONNECTING && this.lostSocket(socket), CONNECT_MS);
    socket.onopen = () => {
      clearTimeout(tooLate);
      this.openedAt = Date.now();
      if (this.parts.greeting) socket.send(JSON.stringify(this.parts.greeting()));
    };
    socket.onmessage = (event) => this.heard(socket, event);
    socket.onclose = () => this.lostSocket(socket);
  }

  private heard(socket: WebSocket, event: MessageEvent): void {
    if (socket !== this.socket || typeof event.data !== "string") return;
    this.closedAt = null;
    this.state.value = { kind: "live", heardAt: Date.now(), attempt: 0 };
    this.parts.frame(JSON.parse(event.data));
  }

  private lostSocket(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.drop();
    this.closedAt ??= Date.now();
    const attempt = this.state.value.attempt;
    this.retrySoon(Math.min(SLOWEST_RETRY_MS, 250 * 2 ** attempt) * (0.75 + Math.random() / 4));
  }

  private retrySoon(delay: number): void {
    if (this.stopped) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), delay);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** Once a second: silence and a socket that stays closed both mean "lost". */
  private look(): void {
    const { kind, heardAt } = this.state.value;
    const silent = Date.now() - (heardAt ?? this.openedAt) > SILENCE_MS;
    const deaf = Date.now() - Math.max(heardAt ?? 0, this.openedAt) > SILENCE_MS;
    const closed = this.closedAt !== null && Date.now() - this.closedAt > GRACE_AFTER_CLOSE_MS;
    if (kind !== "lost" && (silent || closed)) this.state.value = { ...this.state.value, kind: "lost" };
    if (deaf && this.socket?.readyState === WebSocket.OPEN) this.lostSocket(this.socket);
  }
}
