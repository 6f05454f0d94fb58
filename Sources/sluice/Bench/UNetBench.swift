import ArgumentParser
import Dataflow
import Foundation
import Telemetry
import Tensors
import Training

/// `sluice bench unet`.
struct UNetBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unet", abstract: "Time a step of training a UNet.",
    discussion: "Example: sluice bench unet --channels 32,64,128,256,512 --size 256 --batch 8")

  enum Network: String, ExpressibleByArgument, CaseIterable {
    /// Two convolutions a level with batch norm.
    case plain
    /// MONAI's, with two residual units and instance norm.
    case residual
  }

  @Option(help: "The network: plain or residual.")
  var network = Network.plain

  @Option(help: "Channels of the levels, finest first, separated by commas.")
  var channels = "32,64,128,256,512"

  @Option(help: "Height and width of the pictures, in pixels.")
  var size = 256

  @Option(help: "Pictures in a batch.")
  var batch = 8

  @Option(help: "How often to measure, after one run to warm up.")
  var runs = 5

  @Option(help: "Threads for arithmetic (default: one for each processor).")
  var threads: Int?

  func validate() throws {
    if runs < 1 { throw ValidationError("--runs is \(runs), but must be at least 1.") }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads), but must be 1 to 1024.")
    }
    let widths = try levels
    if !(1...1024).contains(batch) {
      throw ValidationError("--batch is \(batch), but must be 1 to 1024.")
    }
    let multiple = 1 << (widths.count - 1)
    if !(multiple...4096).contains(size) || !size.isMultiple(of: multiple) {
      throw ValidationError(
        "--size is \(size), but must be a multiple of \(multiple) up to 4096: each of "
          + "\(widths.count) levels halves the pictures.")
    }
  }

  private var levels: [Int] {
    get throws {
      let parts = channels.split(separator: ",", omittingEmptySubsequences: false)
      let widths = parts.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      guard widths.count == parts.count, (2...8).contains(widths.count),
        widths.allSatisfy({ (1...4096).contains($0) })
      else {
        throw ValidationError(
          "--channels is \(channels), but must be 2 to 8 numbers from 1 to 4096, such as 32,64,128."
        )
      }
      return widths
    }
  }

  func run() throws {
    let widths = try levels
    let network: any SegmentationNetwork =
      switch network {
      case .plain: PlainUNet(channels: widths)
      case .residual: UNet(channels: widths)
      }
    let step = TrainingStep(
      network: network, loss: .diceCrossEntropy, activation: .sigmoid, optimiser: .adamW(),
      team: ThreadTeam(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount))
    let count = batch * size * size
    let image = (0..<count).map { Float(($0 &* 2_654_435_761) >> 13 & 0xFF) / 255 }
    let shape = [batch, 1, size, size]
    let pictures = TrainingBatch(
      image: Tensor(image, shape: shape),
      target: Tensor(image.map { $0 > 0.7 ? 1 : 0 }, shape: shape))
    var state = TrainingState(network, seed: 0)
    let timing = try Timing(runs: runs) {
      _ = try step(pictures, rate: 1e-3, seed: 0, &state)
    }
    print(
      String(
        format: "%@ UNet %@, %d x %d, batch %d: %.2f images/s median, %.2f best of %d steps; "
          + "peak memory %@",
        self.network.rawValue, widths.map(String.init).joined(separator: "-"), size, size, batch,
        Double(batch) / timing.median, Double(batch) / timing.minimum, runs,
        (ProcessMemory.now()?.peakResidentBytes ?? 0).formattedBytes))
  }
}
