import Foundation
import FuzzTargets

/// What the fuzzer was asked to do, by the variables that `tools/fuzz/run` sets.
struct Session {
  let target: FuzzTarget
  let folder: String

  init() {
    let environment = ProcessInfo.processInfo.environment
    guard let name = environment["SLUICE_FUZZ_TARGET"],
      let folder = environment["SLUICE_FUZZ_FOLDER"],
      let target = FuzzTarget.all.first(where: { $0.name == name })
    else {
      print("Start this through tools/fuzz/run.")
      exit(64)
    }
    (self.target, self.folder) = (target, folder)
  }
}
