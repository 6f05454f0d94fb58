import Telemetry

/// Serves a run's gauges for as long as it lasts.
struct RunMetricsService {
  let gauges = RunGauges()
  private let server: MetricsServer

  /// Listens from now on; `nil` if nobody asked for metrics.
  ///
  /// - Throws: `CommandFailure` if the port can't be listened on.
  init?(_ options: RunOptions) async throws {
    guard let port = options.metricsPort else { return nil }
    let gauges = gauges
    server = MetricsServer(host: options.metricsAddress, port: UInt16(port)) { gauges.render() }
    do {
      let actual = try await server.start()
      standardError("metrics: http://\(options.metricsAddress):\(actual)/metrics")
    } catch {
      throw CommandFailure(.badInput, "error: --metrics-port: \(error)")
    }
  }

  func stop() async {
    await server.stop()
  }
}
