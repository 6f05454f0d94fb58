import CoreMetrics
import Foundation
import Testing

@testable import Telemetry

/// The text against the parser of Prometheus' own Python library.
@Suite(.enabled(if: Python.exists, "no Python: tools/test makes one and sets SLUICE_PYTHON"))
struct PrometheusParserTests {
  @Test func pythonReadsWhatWasMeasured() throws {
    let registry = PrometheusRegistry()
    registry.describe("slices_total", help: "A \\ and\na second line.")
    let value = "a\\b \"c\"\nd,e={f}"
    Counter(label: "slices_total", dimensions: [("case", value)], factory: registry)
      .increment(by: 7)
    Meter(label: "free.bytes", factory: registry).set(1.5e18)
    let timer = Timer(label: "wait_seconds", dimensions: [("stage", "d")], factory: registry)
    timer.recordMilliseconds(3)
    timer.recordSeconds(1000)

    let output = try Python.run(
      """
      import json, sys
      from prometheus_client.parser import text_string_to_metric_families as parse
      text = sys.stdin.buffer.read().decode()
      print(json.dumps([[f.name, f.type, f.documentation,
        [[s.name, sorted(s.labels.items()), s.value] for s in f.samples]] for f in parse(text)]))
      """, input: registry.render())
    let families = try #require(try JSONSerialization.jsonObject(with: output) as? [[Any]])
    #expect(families.map { $0[0] as? String } == ["free_bytes", "slices", "wait_seconds"])
    #expect(families.map { $0[1] as? String } == ["gauge", "counter", "histogram"])
    #expect(families[1][2] as? String == "A \\ and\na second line.")
    let slices = try #require((families[1][3] as? [[Any]])?.first)
    #expect(slices[0] as? String == "slices_total" && slices[2] as? Double == 7)
    #expect(slices[1] as? [[String]] == [["case", value]])
    let free = try #require((families[0][3] as? [[Any]])?.first)
    #expect(free[2] as? Double == 1.5e18)
    let waits = try #require(families[2][3] as? [[Any]])
    let counts = waits.filter { $0[0] as? String == "wait_seconds_bucket" }
      .compactMap { $0[2] as? Double }
    #expect(counts == [0, 0] + Array(repeating: 1, count: 14) + [2])
    #expect(
      waits.contains { $0[0] as? String == "wait_seconds_sum" && $0[2] as? Double == 1000.003 })
  }
}

enum Python {
  static let path = ProcessInfo.processInfo.environment["SLUICE_PYTHON"] ?? ""
  static var exists: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// What a program prints, given some text to read.
  static func run(_ program: String, input: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-c", program]
    let (toProgram, fromProgram) = (Pipe(), Pipe())
    process.standardInput = toProgram
    process.standardOutput = fromProgram
    try process.run()
    try toProgram.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try toProgram.fileHandleForWriting.close()
    let output = try fromProgram.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return output
  }
}
