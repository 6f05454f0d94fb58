import ArgumentParser
import Dataflow
import Foundation

/// `sluice bench pipeline`: what of a finished run's time was the model's own.
struct PipelineBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract: "Compare a finished run's wall time with its encoder's and decoder's own time.",
    discussion: "Example: sluice bench pipeline runs/spleen")

  @Argument(help: "A run's folder.")
  var folder: String

  func run() throws {
    let metrics = try JSONDecoder().decode(
      Metrics.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/metrics.json")))
    let model = metrics.stages.filter { ["encoder", "decoder"].contains($0.name) }
      .map(\.busySeconds).reduce(0, +)
    for stage in metrics.stages {
      print(
        String(format: "%@: busy %.2f s for %d items", stage.name, stage.busySeconds, stage.items))
    }
    print(
      String(
        format: "wall %.2f s, encoder and decoder %.2f s, ratio %.3f; peak memory %@",
        metrics.seconds, model, metrics.seconds / max(model, 1e-9),
        metrics.peakResidentBytes.formattedBytes))
  }

  private struct Metrics: Decodable {
    struct Stage: Decodable {
      let name: String
      let items: Int
      let busySeconds: Double
    }

    let seconds: Double
    let peakResidentBytes: Int
    let stages: [Stage]
  }
}
