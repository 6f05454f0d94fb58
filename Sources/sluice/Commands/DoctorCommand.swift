import ArgumentParser
import Dataflow
import Foundation
import Tensors

/// `sluice doctor`: what this machine offers, and what slows it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine offers: processor, BLAS kernels, memory, disk, versions.",
    discussion: "Example: sluice doctor")

  @Option(help: "The folder whose disk is looked at.")
  var path = "."

  func run() {
    let rows = [
      ["sluice", Version.current],
      ["system", ProcessInfo.processInfo.operatingSystemVersionString],
      ["processors", "\(ProcessInfo.processInfo.activeProcessorCount)"],
      ["vector units", Processor.features.joined(separator: " ")],
      ["BLAS", BLAS.configuration],
      ["BLAS kernels", BLAS.kernelName],
      ["memory", Int(ProcessInfo.processInfo.physicalMemory).formattedBytes],
      ["disk free", freeDisk],
    ]
    print(
      rows.map { "\($0[0].padding(toLength: 14, withPad: " ", startingAt: 0))\($0[1])" }
        .joined(separator: "\n"))
    if let advice { print("\n\(advice)") }
  }

  private var freeDisk: String {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
    return (attributes?[.systemFreeSize] as? Int)?.formattedBytes ?? "unknown for \(path)"
  }

  private var advice: String? {
    guard let forced = BLAS.environmentOverride else { return nil }
    let has512 = Processor.features.contains("avx512")
    let isSlow =
      has512 && ["haswell", "zen", "sandybridge", "nehalem"].contains(forced.lowercased())
    return isSlow
      ? "OPENBLAS_CORETYPE=\(forced) is set: it picks AVX2 kernels on a processor with AVX-512, and "
        + "may halve the speed. To let OpenBLAS choose: unset OPENBLAS_CORETYPE"
      : "OPENBLAS_CORETYPE=\(forced) is set and decides which kernels OpenBLAS uses."
  }
}
