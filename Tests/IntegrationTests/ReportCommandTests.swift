import Foundation
import Testing

/// `sluice report`.
struct ReportCommandTests {
  /// A run folder with the tables of many cases, of twelve slices each.
  private func runFolder(_ folder: String, cases: Int) throws {
    let labels = "\(folder)/labels/box"
    try FileManager.default.createDirectory(atPath: labels, withIntermediateDirectories: true)
    var scores =
      "level,case,slice,label,name,dice,iou,predicted_pixels,reference_pixels,reference\n"
    var masks = "case,row,slice,predicted_iou,stability,pixels,kept\n"
    for number in 0..<cases {
      let dice = String(format: "%.5f", Double(number * 7919 % 100_000) / 1e5)
      for slice in 0..<12 {
        scores += "slice,case_\(number),\(slice),1,liver,\(dice),0.5,10,10,present\n"
        masks += "case_\(number),\(slice),\(slice),0.9,0.8,10,yes\n"
      }
      scores += "volume,case_\(number),,1,liver,\(dice),0.5,10,10,present\n"
    }
    try scores.write(toFile: "\(labels)/scores.csv", atomically: true, encoding: .utf8)
    try masks.write(toFile: "\(labels)/provenance.csv", atomically: true, encoding: .utf8)
  }

  /// The most memory that the program had resident while it made the page, in MiB.
  private func peakMemory(_ folder: String) async throws -> Double {
    let script = """
      import resource, subprocess, sys
      subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
      print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
      """
    let outcome = try await SluiceProgram.run(
      ["-c", script, SluiceProgram.path, "report", folder], program: "/usr/bin/python3")
    return try #require(
      Double(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(outcome)")
  }

  @Test(
    "Ten thousand cases take at most 24 MiB more than ten",
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/python3"), "Python is not there"))
  func memory() async throws {
    let scratch = try Scratch()
    try runFolder(scratch("few"), cases: 10)
    try runFolder(scratch("many"), cases: 10_000)
    let few = try await peakMemory(scratch("few"))
    let many = try await peakMemory(scratch("many"))
    #expect(many < few + 24, "\(few) MiB and \(many) MiB")
    let page = try Folder(scratch("many")).text("report.html")
    #expect(page.contains("the worst 200 of 10\u{2009}000 cases"))
  }

  @Test("A run's page is made beside it or elsewhere, again and again, and nothing else is left")
  func makesPage() async throws {
    let scratch = try Scratch()
    try runFolder(scratch("run"), cases: 2)
    for _ in 0..<2 {
      let outcome = try await SluiceProgram.run("report", scratch("run"))
      #expect(outcome.exit == 0 && outcome.says("report.html"), "\(outcome)")
    }
    let elsewhere = try await SluiceProgram.run(
      "report", scratch("run"), "--out", scratch("page.html"))
    #expect(elsewhere.exit == 0, "\(elsewhere)")
    let run = Folder(scratch("run"))
    #expect(run.partialFiles.isEmpty)
    #expect(try run.text("report.html").contains("case_1"))
    #expect(try Folder(scratch.path).text("page.html") == run.text("report.html"))
  }

  @Test("What is no run, or can't be written, is said")
  func badInput() async throws {
    let scratch = try Scratch()
    let empty = try await SluiceProgram.run("report", scratch.path)
    #expect(empty.exit == 2 && empty.says("holds no run"), "\(empty)")
    let missing = try await SluiceProgram.run("report", scratch("x"))
    #expect(missing.exit == 2 && missing.says("is no folder"), "\(missing)")
    try runFolder(scratch("run"), cases: 1)
    let unwritable = try await SluiceProgram.run(
      "report", scratch("run"), "--out", "/dev/null/page.html")
    #expect(unwritable.exit == 1 && unwritable.says("Not a directory"), "\(unwritable)")
  }
}
