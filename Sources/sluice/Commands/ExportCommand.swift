public import ArgumentParser
import DurableFiles
public import Imaging

extension ExportLayout: ExpressibleByArgument {}

extension ExportOptions.Placement: EnumerableFlag {
  public static func help(for value: Self) -> ArgumentHelp? {
    switch value {
    case .link:
      "Link images to the scans' files: hard links, or symbolic links to another file system."
    case .copy: "Copy images."
    }
  }
}

/// `sluice export`: labels and their scans as a training set for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Make a training set of scans and labels: nnU-Net v2, or Medical Segmentation Decathlon.",
    discussion: """
      Labels are those of a run (RUN/labels/box), or any label volumes named like the scans. Every \
      label is checked against its scan's grid. Names of values come from labels.txt beside the \
      labels, otherwise from the dataset. An earlier export in the same place is replaced.

      Examples:
        sluice export --dataset Task09_Spleen --labels runs/spleen/labels/box \\
          --format nnunet --out nnUNet_raw --id 501 --name SpleenBox
        sluice export --dataset Task03_Liver --labels runs/liver/labels/box \\
          --format msd --out tasks

      Exit codes: 0 done, 2 bad input, 42 done, but cases without labels were left out.
      """)

  @Option(help: ArgumentHelp("The scans that were labelled.", valueName: "path"))
  var dataset: String

  @Option(help: ArgumentHelp("Label volumes named like the scans.", valueName: "folder"))
  var labels: String

  @Option(help: "What kind of training set.")
  var format: ExportLayout

  @Option(help: ArgumentHelp("Where its folder is made, such as nnUNet_raw.", valueName: "folder"))
  var out: String

  @Option(help: "The training set's name (default: the dataset's).")
  var name: String?

  @Option(help: "The training set's number: Dataset501_NAME.")
  var id = 501

  @Flag(exclusivity: .exclusive)
  var images = ExportOptions.Placement.link

  @Flag(help: "Make label values 0, 1, 2, … without gaps, what is to be ignored (255) last.")
  var renumber = false

  @Option(help: ArgumentHelp("Only cases that match; may be repeated.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No cases that match; may be repeated.", valueName: "glob"))
  var exclude: [String] = []

  func run() throws {
    // References aren't looked at: they may be missing.
    let scans = try Dataset.open(
      dataset, DatasetOptions(include: include, exclude: exclude, missingFiles: .skip))
    let export = try DatasetExport(
      scans, labels: labels,
      ExportOptions(
        layout: format, name: name, id: id, images: images,
        values: renumber ? .renumber : .keep))
    let outcome = try export.write(to: out)
    for line in ExportSummary.notes(outcome, export) { standardError(line) }
    print(ExportSummary.line(outcome))
    let missing = scans.missing.filter { $0.role == .image }
    if !missing.isEmpty {
      standardError(
        "\(counted(missing.count, "case")) left out, since the scan is not there: "
          + ExportSummary.list(missing.map(\.caseID)))
    }
    if !export.leftOut.isEmpty || !missing.isEmpty {
      throw ExitCode(RunExit.quarantined.rawValue)
    }
  }
}
