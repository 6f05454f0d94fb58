import Dataflow
import Foundation
import GraphFile
import Imaging
import Logging
import Stages

/// What a labelling run would do and take, from a sample of the cases and one measured slice.
struct DryRun {
  let graph: LabelGraph
  let options: RunOptions

  /// How many cases are read to estimate what is in the others.
  private static let sampledCases = 8

  func report(out: String) async throws {
    // Both read some of the cases; what there is to say of them is said once.
    let said = SaidLines()
    let logger = Logger(label: "sluice") { _ in PlainLogHandler(said: said) }
    let survey = try await Survey.take(graph, sampling: Self.sampledCases, logger: logger)
    let measured = try await MeasuredSlice.take(graph, options: options, logger: logger)
    let footprint = measured.footprint
    let embeddings = graph.keep.contains(.embeddings) && graph.embeddings == nil
    let slices = min(survey.promptedSlices, graph.limitSlices.map(Double.init) ?? .infinity)
    let seconds =
      slices
      * (measured.encodeSeconds + measured.decodeSecondsPerPrompt
        * survey.promptsPerSlice)
    let shards = embeddings ? slices * Double(measured.shardBytes) : 0
    let pictures =
      Double(graph.overlaysPerCase * survey.cases * survey.kinds)
      * Double(measured.pictureBytes)
    let labels = Double(survey.slices * survey.kinds) * Double(measured.labelBytesPerSlice)
    let sampled = survey.sampled < survey.cases ? " (from \(survey.sampled) cases read)" : ""
    print(
      """
      Would label \(survey.cases) cases with \(survey.slices) slices into \(out)
        slices with a prompt  about \(Int(slices.rounded()))\(sampled)
        prompts on a slice    about \(String(format: "%.1f", survey.promptsPerSlice))
        time                  about \(duration(seconds)): \(milliseconds(measured.encodeSeconds)) to \
      encode a slice, \(milliseconds(measured.decodeSecondsPerPrompt)) for each prompt
        memory                \(footprint.required.formattedBytes) at least of the budget of \
      \(options.memory.bytes.formattedBytes), and \(footprint.resident.formattedBytes) of weights
        disk                  about \(Int(shards + labels + pictures).formattedBytes)
      Measured on one slice of \(measured.caseID) with \(options.threadCount) threads. Nothing was \
      written to \(out).
      """)
  }

  private func duration(_ seconds: Double) -> String {
    if seconds < 90 { return String(format: "%.0f s", seconds) }
    if seconds < 5400 { return String(format: "%.0f min", seconds / 60) }
    return String(format: "%.1f h", seconds / 3600)
  }

  private func milliseconds(_ seconds: Double) -> String {
    seconds >= 1 ? String(format: "%.2f s", seconds) : String(format: "%.0f ms", seconds * 1000)
  }
}
