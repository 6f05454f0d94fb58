import Foundation
import Synchronization
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What a run tells Prometheus while it goes.
@Suite struct MetricsTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test func whatIsCountedOnlyGrows() async throws {
    let pages = Pages()
    // The address is said on standard error, and only lines of standard output are told at once.
    let outcome = try await SluiceProgram.run(
      [
        "-c", #"exec "$0" "$@" 2>&1"#, SluiceProgram.path, "label", "--dataset",
        try await Phantoms.long.path, "--checkpoint", Package.checkpoint, "--prompt", "box",
        "--overlays", "0", "--out", scratch("run"), "--json", "--metrics-port", "0",
      ],
      program: "/bin/sh", onLine: { line, _ in pages.follow(line) })
    #expect(outcome.exit == 0, "\(outcome)")
    let texts = pages.texts
    let last = try #require(texts.last, "\(outcome)")
    #expect(last.contains("# TYPE sluice_cases_done_total counter"), "\(last)")
    #expect(last.contains("# TYPE sluice_stage_items_total counter"), "\(last)")
    #expect(last.contains("# TYPE sluice_budget_bytes gauge"), "\(last)")
    var before: [Substring: Double] = [:]
    for text in texts {
      let counters = Self.counters(text)
      for (name, value) in counters {
        #expect(value >= before[name] ?? 0, "\(name)")
      }
      before = counters
    }
    let items = before.filter { $0.key.hasPrefix("sluice_stage_items_total") }
    #expect(items.values.contains { $0 > 0 }, "\(last)")
    #expect(before.keys.allSatisfy { $0.hasPrefix("sluice_") }, "\(last)")
  }

  /// By name and labels, every series whose name says that it is a counter's.
  private static func counters(_ page: String) -> [Substring: Double] {
    let series = page.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
      line.lastIndex(of: " ").map { (line[..<$0], Double(line[$0...].dropFirst())) }
    }
    return Dictionary(uniqueKeysWithValues: series).compactMapValues(\.self)
      .filter { $0.key.contains("_total") }
  }
}

/// Pages of metrics, fetched whenever the program prints a line.
private final class Pages: Sendable {
  private let state = Mutex((address: URL?.none, texts: [String]()))

  var texts: [String] { state.withLock { $0.texts } }

  func follow(_ line: Substring) {
    state.withLock { state in
      if let start = line.range(of: "metrics: ")?.upperBound {
        state.address = URL(string: String(line[start...]))
      }
      // The last lines come when nobody listens any more.
      guard let address = state.address, let page = try? Data(contentsOf: address) else { return }
      state.texts.append(String(decoding: page, as: UTF8.self))
    }
  }
}
