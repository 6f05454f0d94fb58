import ArgumentParser

struct Sluice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sluice",
    abstract:
      "Labels medical CT in bulk: scans, a SAM checkpoint and prompts in, NIfTI labels out.",
    discussion: """
      Example:
        sluice label --dataset Task09_Spleen --checkpoint sam_vit_b_01ec64.pth \\
          --prompt box --out runs/spleen

      Exit codes:
        0   done
        1   the run failed, or nothing got through
        2   a bad graph or bad input; nothing was started
        42  finished, some cases set aside
        64  wrong usage
        75  interrupted; the same command goes on from there
      """,
    version: Version.current,
    subcommands: [
      LabelCommand.self, StudyCommand.self, TrainCommand.self, PredictCommand.self, RunCommand.self,
      StatusCommand.self, VerifyCommand.self,
      GraphCommand.self, StagesCommand.self,
      PromptsCommand.self, EvaluateCommand.self, SegmentCommand.self, PhantomCommand.self,
      WeightsCommand.self, FactsCommand.self, SplitCommand.self, ExportCommand.self,
      ReportCommand.self, ShardsCommand.self, DoctorCommand.self, BenchCommand.self,
    ])
}

enum Version {
  static let current = "0.1.0"
}
