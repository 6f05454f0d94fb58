internal import FlyingFox
internal import Foundation

/// The pages of a `MetricsServer`.
struct MetricsHandler: HTTPHandler {
  let render: @Sendable () async -> String

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard request.path == "/metrics" || request.path == "/" else {
      return page("Not found. Metrics are at /metrics.\n", status: .notFound)
    }
    guard request.method == .GET else {
      var response = page("Only GET is answered here.\n", status: .methodNotAllowed)
      response.headers[HTTPHeader("Allow")] = "GET"
      return response
    }
    guard request.path == "/metrics" else {
      return page("Metrics in Prometheus' text format are at /metrics.\n")
    }
    return page(await render(), type: "text/plain; version=0.0.4; charset=utf-8")
  }

  private func page(
    _ text: String, status: HTTPStatusCode = .ok, type: String = "text/plain; charset=utf-8"
  ) -> HTTPResponse {
    HTTPResponse(
      statusCode: status, headers: [.contentType: type], body: Data(text.utf8))
  }
}
