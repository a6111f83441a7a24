@preconcurrency import Dispatch
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
public import JobQueue
public import Logging
import Model
import NIOCore
import Synchronization

/// The web server inside the daemon: takes requests, keeps the limits, and hands them to the parts
/// of the site.
///
/// Signals are the daemon's: the server installs no handler and ends by ``stop()`` only.
public final class PageServer: Sendable {
    private static let laneCount = 4

    private let settings: PageServerSettings
    private let lanes: PageLanes
    private let parts: [any SitePart]
    private let fallback: SitePages
    private let clock: WallClock
    private let logger: Logger
    private let running = Mutex<Task<Void, Never>?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - parts: Asked in this order; who answers first has it.
    ///   - pages: What is answered when nobody does, or something fails.
    ///   - wake: Called after each write.
    /// - Throws: `StoreError` when the database cannot be read.
    public init(
        _ settings: PageServerSettings, parts: [any SitePart], pages: SitePages,
        database: DatabaseFile, ticks: CommitTicks, clock: WallClock, logger: Logger,
        wake: @escaping @Sendable () -> Void
    ) throws {
        self.settings = settings
        self.parts = parts
        self.fallback = pages
        self.clock = clock
        self.logger = logger
        lanes = try PageLanes(Self.laneCount, database: database, ticks: ticks, wake: wake)
    }

    /// Binds the address and serves until ``stop()``. Blocks until the address is bound.
    ///
    /// - Returns: The port; nil for a Unix socket.
    /// - Throws: ``PageServerError`` when the address cannot be had.
    public func start() throws(PageServerError) -> Int? {
        try settings.listen.makeRoom()
        let bound = Promise()
        let application = application { channel in
            bound.fulfil(.success(channel.localAddress?.port))
        }
        let task = Task { [ended, settings] in
            do { try await application.run() } catch {
                bound.fulfil(.failure(PageServerError(settings.listen, error)))
            }
            ended.signal()
        }
        running.withLock { $0 = task }
        return try bound.wait()
    }

    /// Takes no more requests and closes the connections; returns when that is done, or after
    /// `grace`. A second call does nothing.
    ///
    /// - Returns: Whether it ended in time.
    @discardableResult
    public func stop(grace: Duration) -> Bool {
        guard
            let task = running.withLock({ task in
                defer { task = nil }
                return task
            })
        else { return true }
        task.cancel()
        let isClean = ended.wait(timeout: .now() + grace.seconds) == .success
        settings.listen.removeSocket()
        return isClean
    }

    private func application(
        onRunning: @escaping @Sendable (any Channel) -> Void
    ) -> some ApplicationProtocol {
        // Hummingbird calls every connection that a stop closes an error; our own troubles we log ourselves.
        var logger = logger
        logger.logLevel = .critical
        return Application(
            responder: CallbackResponder<SiteContext> { request, context in
                try await self.respond(to: request, from: context)
            },
            server: .http1(configuration: settings.connection),
            configuration: ApplicationConfiguration(
                address: settings.listen.address,
                availableConnectionsDelegate: .maximum(settings.mostConnections, logger: logger)),
            onServerRunning: { channel in onRunning(channel) }, logger: logger)
    }

    // MARK: One request

    private func respond(to request: Request, from context: SiteContext) async throws -> Response {
        let isHead = request.method == .head
        let site: SiteResponse
        switch await read(request, from: context) {
        case .failure(let refusal):
            site = fallback.response(refusal, headers: [:])
        case .success(let request):
            site =
                await lanes.run { desk in self.answer(request, with: desk) }
                ?? fallback.response(.busy, headers: request.headers)
        }
        return SiteHeaders.response(site, withoutBody: isHead)
    }

    private func answer(_ request: SiteRequest, with desk: PageDesk) -> SiteResponse {
        do {
            for part in parts {
                if let response = try part.answer(request, with: desk) { return response }
            }
            return fallback.response(.notFound, headers: request.headers)
        } catch {
            // The path holds a token: it stays out.
            logger.error(
                "a page could not be made",
                metadata: ["page": "\(request.path.first ?? "")", "error": "\(error)"])
            return fallback.response(.failed, headers: request.headers)
        }
    }

    private func read(
        _ request: Request, from context: SiteContext
    ) async -> Result<SiteRequest, SiteRefusal> {
        let headers = Self.headers(of: request)
        guard let method = SiteRequest.Method(request.method) else {
            return .failure(.methodNotAllowed)
        }
        guard let path = SitePath.parts(of: request.uri.path, behind: settings.publicURL) else {
            return .failure(.notFound)
        }
        switch await body(of: request) {
        case .failure(let refusal): return .failure(refusal)
        case .success(let body):
            let client = ClientAddress.of(
                peer: context.peer, forwarded: headers["x-forwarded-for"],
                trusted: settings.trustedProxies)
            return .success(
                SiteRequest(
                    method, path, query: request.uri.query, headers: headers, body: body,
                    client: client, isFromProxy: context.isFromProxy(settings), now: clock.now()))
        }
    }

    /// A body that comes drop by drop keeps its connection from being idle; this ends it all the same.
    private func body(of request: Request) async -> Result<[UInt8], SiteRefusal> {
        let (limit, seconds) = (settings.largestBody, settings.requestSeconds)
        return await withTaskGroup(of: Result<[UInt8], SiteRefusal>?.self) { group in
            group.addTask {
                guard let buffer = try? await request.body.collect(upTo: limit) else {
                    return .failure(.tooLarge)
                }
                return .success(Array(buffer.readableBytesView))
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(seconds))
                return nil
            }
            defer { group.cancelAll() }
            return await (group.next() ?? nil) ?? .failure(.tooSlow)
        }
    }

    private static func headers(of request: Request) -> [String: String] {
        Dictionary(
            request.headers.map { ($0.name.canonicalName, $0.value) },
            uniquingKeysWith: { "\($0), \($1)" })
    }
}

extension SiteRequest.Method {
    fileprivate init?(_ method: HTTPRequest.Method) {
        switch method {
        case .get, .head: self = .get
        case .post: self = .post
        default: return nil
        }
    }
}

/// What the server tells about the connection of a request.
private struct SiteContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address at the other end; nil for a Unix socket.
    let peer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }

    /// Who comes over a Unix socket is always believed.
    func isFromProxy(_ settings: PageServerSettings) -> Bool {
        if case .unix = settings.listen { return true }
        return peer.map(settings.trustedProxies.contains) ?? false
    }
}

extension PageServerSettings {
    fileprivate var connection: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            idleTimeout: .seconds(Int64(idleSeconds)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16_384, maxHeaderListSize: 16_384, maxHeaderFieldCount: 100))
    }
}

extension PageServerSettings.Listen {
    fileprivate var address: BindAddress {
        switch self {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }
}

/// Hands over what became of the binding, once.
private final class Promise: Sendable {
    private let result = Mutex<Result<Int?, PageServerError>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    func fulfil(_ value: Result<Int?, PageServerError>) {
        let isFirst = result.withLock { result in
            defer { result = result ?? value }
            return result == nil
        }
        if isFirst { done.signal() }
    }

    func wait() throws(PageServerError) -> Int? {
        done.wait()
        guard let result = result.withLock({ $0 }) else {
            preconditionFailure("a promise is waited for until it is fulfilled")
        }
        return try result.get()
    }
}
