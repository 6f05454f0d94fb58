import CoreMetrics
import Testing

@testable import Telemetry

@Suite struct PrometheusRegistryTests {
  /// Every kind, in the order of names and labels, not of making.
  @Test func rendersTheTextFormat() {
    let registry = PrometheusRegistry()
    registry.describe("slices_total", help: "Slices that have been\nlabelled, in C:\\scans.")
    registry.describe("wait_seconds", help: "Waiting.", buckets: [0.1, 1, 0.5])
    Counter(
      label: "slices_total", dimensions: [("stage", "window"), ("case", "b")], factory: registry
    ).increment(by: 3)
    Counter(
      label: "slices_total", dimensions: [("case", "a"), ("stage", "window")], factory: registry
    ).increment()
    let depth = Meter(label: "queue_depth", dimensions: [], factory: registry)
    depth.set(2.5)
    depth.decrement(by: 1)
    let timer = Timer(label: "wait_seconds", dimensions: [("stage", "d")], factory: registry)
    timer.recordMilliseconds(100)
    timer.recordMilliseconds(250)
    timer.recordSeconds(7)
    FloatingPointCounter(label: "busy_seconds_total", factory: registry).increment(by: 0.75)
    Recorder(label: "last", dimensions: [], aggregate: false, factory: registry).record(-4)

    #expect(
      registry.render() == #"""
        # TYPE busy_seconds_total counter
        busy_seconds_total 0.75
        # TYPE last gauge
        last -4
        # TYPE queue_depth gauge
        queue_depth 1.5
        # HELP slices_total Slices that have been\nlabelled, in C:\\scans.
        # TYPE slices_total counter
        slices_total{case="a",stage="window"} 1
        slices_total{case="b",stage="window"} 3
        # HELP wait_seconds Waiting.
        # TYPE wait_seconds histogram
        wait_seconds_bucket{stage="d",le="0.1"} 1
        wait_seconds_bucket{stage="d",le="0.5"} 2
        wait_seconds_bucket{stage="d",le="1"} 2
        wait_seconds_bucket{stage="d",le="+Inf"} 3
        wait_seconds_sum{stage="d"} 7.35
        wait_seconds_count{stage="d"} 3

        """#)
  }

  @Test func rendersNothingWhenNothingWasMeasured() {
    #expect(PrometheusRegistry().render() == "")
  }

  @Test func escapesValuesOfLabels() {
    let registry = PrometheusRegistry()
    let dimensions = [("path", "C:\\a \"b\"\nc {d} é")]
    Counter(label: "n", dimensions: dimensions, factory: registry).increment()
    #expect(registry.render().hasSuffix(#"n{path="C:\\a \"b\"\nc {d} é"} 1"# + "\n"))
  }

  @Test(arguments: [
    ("sluice.queue-depth", "sluice_queue_depth"), ("9lives", "_9lives"), ("a:b", "a:b"),
    ("Größe", "Gr__e"), ("", "_"),
  ])
  func cleansNamesOfMetrics(label: String, name: String) {
    #expect(PrometheusName.metric(label) == name)
  }

  /// `le` belongs to histograms, names with two underscores to Prometheus; two dimensions that become
  /// the same name stay apart.
  @Test func cleansNamesOfLabels() {
    #expect(PrometheusName.label("a:b") == "a_b")
    #expect(PrometheusName.label("__name__") == "_name__")
    let labels = PrometheusName.labels([("a-b", "1"), ("a.b", "2"), ("le", "3")], reserved: ["le"])
    #expect(labels.map(\.name) == ["a_b", "a_b_", "le_"])
    #expect(labels.map(\.value) == ["1", "2", "3"])
  }

  /// A histogram `x` has samples named `x_sum` and `x_count`, which no other metric may have too.
  @Test func keepsMetricsOfOneNameApart() {
    let registry = PrometheusRegistry()
    Timer(label: "x", factory: registry).recordSeconds(1)
    Counter(label: "x_count", factory: registry).increment()
    Meter(label: "x", factory: registry).set(5)
    let lines = registry.render().split(separator: "\n")
    #expect(lines.contains("x_count 1") && lines.contains("x_count_ 1") && lines.contains("x_ 5"))
    #expect(lines.contains("# TYPE x_count_ counter") && lines.contains("# TYPE x_ gauge"))
  }

  @Test func sharesSeriesBetweenHandles() {
    let registry = PrometheusRegistry()
    let one = Counter(label: "n", dimensions: [("a", "1"), ("b", "2")], factory: registry)
    let other = Counter(label: "n", dimensions: [("b", "2"), ("a", "1")], factory: registry)
    one.increment(by: 2)
    other.increment(by: 3)
    #expect(registry.render().hasSuffix("n{a=\"1\",b=\"2\"} 5\n"))
    one.destroy()
    #expect(registry.render().hasSuffix("n{a=\"1\",b=\"2\"} 5\n"))
    other.destroy()
    #expect(registry.render() == "")
  }

  /// Of 1,000 sets of dimensions 10 are kept, and nothing that was counted is missing.
  @Test func boundsTheSeriesOfAMetric() {
    var options = PrometheusRegistry.Options()
    options.seriesPerMetric = 10
    let registry = PrometheusRegistry(options: options)
    for number in 0..<1000 {
      Counter(label: "n", dimensions: [("case", "\(number)")], factory: registry).increment()
    }
    let samples = registry.render().split(separator: "\n").dropFirst()
    #expect(samples.count == 11)
    #expect(samples.contains("n{overflow=\"true\"} 990"))
  }

  @Test func boundsTheMetrics() {
    var options = PrometheusRegistry.Options()
    options.metrics = 3
    let registry = PrometheusRegistry(options: options)
    for number in 0..<10 {
      Counter(label: "n\(number)", factory: registry).increment()
      Timer(label: "t\(number)", factory: registry).recordSeconds(1)
    }
    #expect(registry.render().split(separator: "\n").count { $0.hasPrefix("# TYPE") } == 3)
  }

  /// 16 tasks, 5,000 updates each: the sums are exact.
  @Test func losesNoUpdateToAnother() async {
    let registry = PrometheusRegistry()
    await withTaskGroup(of: Void.self) { tasks in
      for _ in 0..<16 {
        tasks.addTask {
          let counter = Counter(label: "whole", factory: registry)
          let fractional = FloatingPointCounter(label: "halves", factory: registry)
          let meter = Meter(label: "level", factory: registry)
          let recorder = Recorder(label: "sizes", factory: registry)
          for number in 0..<5000 {
            counter.increment(by: 2)
            fractional.increment(by: 0.5)
            meter.increment(by: 3)
            meter.decrement(by: 1)
            recorder.record(number % 2 == 0 ? 0.001 : 1000)
          }
        }
      }
    }
    let lines = registry.render().split(separator: "\n")
    #expect(lines.contains("whole 160000"))
    #expect(lines.contains("halves 40000"))
    #expect(lines.contains("level 160000"))
    #expect(lines.contains("sizes_bucket{le=\"0.001\"} 40000"))
    #expect(lines.contains("sizes_bucket{le=\"300\"} 40000"))
    #expect(lines.contains("sizes_count 80000"))
  }

  @Test func countersNeverGoBack() {
    let counter = CounterSeries()
    counter.increment(by: Int64.max - 1)
    counter.increment(by: Int64(5))
    counter.increment(by: Int64(-5))
    counter.increment(by: -0.5)
    counter.increment(by: Double.nan)
    counter.increment(by: Double.infinity)
    var format = ExpositionFormat()
    counter.write(name: "n", labels: [], to: &format)
    #expect(format.text == "n 9223372036854775807\n")
  }

  @Test(arguments: [
    (0.0, "0"), (-0.5, "-0.5"), (1e16, "1e+16"), (1e-9, "1e-09"), (123456.0, "123456"),
    (Double.infinity, "+Inf"), (-Double.infinity, "-Inf"), (Double.nan, "NaN"),
  ])
  func writesNumbersAsGoReadsThem(value: Double, text: String) {
    #expect(ExpositionFormat.number(value) == text)
  }
}
