import ArgumentParser
import Dataflow
import Foundation
import SegmentAnything
import Telemetry
import Tensors

/// What the benchmarks of a model have in common.
struct ModelBenchOptions: ParsableArguments {
  @Option(help: "The model, .pth or .safetensors.")
  var checkpoint: String

  @Option(help: "How often to measure, after one run to warm up.")
  var runs = 3

  @Option(help: "Threads for arithmetic (default: one for each processor).")
  var threads: Int?

  func validate() throws {
    if runs < 1 { throw ValidationError("--runs is \(runs), but must be at least 1.") }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads), but must be 1 to 1024.")
    }
  }

  var team: ThreadTeam {
    ThreadTeam(threads: threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount))
  }

  /// A picture of the size of a CT slice, the same every time.
  static var picture: ByteImage {
    let side = 512
    let pixels = (0..<side * side).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
    return ByteImage(height: side, width: side, channels: 1, pixels: pixels)
  }
}

/// `sluice bench encoder`.
struct EncoderBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder", abstract: "Time the image encoder on one picture.",
    discussion: "Example: sluice bench encoder --checkpoint sam_vit_b_01ec64.pth")

  @OptionGroup var options: ModelBenchOptions

  func run() throws {
    let sam = try Sam(checkpoint: options.checkpoint)
    let input = try sam.preprocess(ModelBenchOptions.picture)
    let team = options.team
    let timing = Timing(runs: options.runs) { _ = sam.imageEncoder(input, team: team) }
    print(
      String(
        format: "encoder %d px: min %.4f s, median %.4f s of %d runs; peak memory %@",
        sam.configuration.imageSize, timing.minimum, timing.median, options.runs,
        (ProcessMemory.now()?.peakResidentBytes ?? 0).formattedBytes))
  }
}

/// `sluice bench decoder`.
struct DecoderBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decoder", abstract: "Time the mask decoder with upscaling to 512 × 512.",
    discussion: "Example: sluice bench decoder --checkpoint sam_vit_b_01ec64.pth --prompts 1,8")

  @OptionGroup var options: ModelBenchOptions

  @Option(help: "How many boxes at a time, separated by commas.")
  var prompts = "1,8"

  func run() throws {
    let sam = try Sam(checkpoint: options.checkpoint)
    let team = options.team
    let embedding = try sam.embed(ModelBenchOptions.picture, team: team)
    for count in prompts.split(separator: ",").compactMap({ Int($0) }) where count > 0 {
      let boxes = Array(
        repeating: ImagePrompt(box: ImageBox(x0: 100, y0: 100, x1: 400, y1: 400)), count: count)
      let timing = try Timing(runs: max(options.runs, 5)) {
        for prediction in try sam.predict(
          embedding: embedding.tensor, originalSize: embedding.originalSize, prompts: boxes,
          multimask: false, team: team)
        {
          _ = try sam.upscaleMasks(
            prediction.lowResMasks, originalSize: embedding.originalSize, team: team)
        }
      }
      print(
        String(
          format: "decoder + upscale to 512x512, %d prompts: min %.4f s, median %.4f s", count,
          timing.minimum, timing.median))
    }
  }
}
