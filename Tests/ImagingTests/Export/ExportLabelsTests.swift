import Foundation
import Testing

@testable import Imaging

@Suite struct ExportLabelsTests {
  private func labels(
    _ found: Set<Int>, _ declared: [Int: String] = [:], _ layout: ExportLayout = .nnunet,
    _ values: ExportOptions.Values = .keep
  ) throws -> ExportLabels {
    try ExportLabels(
      found: found, declared: declared, layout: layout, values: values, file: "labels")
  }

  private func names(_ labels: ExportLabels) -> [Int: String] {
    Dictionary(uniqueKeysWithValues: labels.names.map { ($0.value, $0.name) })
  }

  @Test func consecutiveValuesStay() throws {
    let made = try labels([0, 1, 2], [0: "clear", 1: "liver", 2: "cancer"])
    #expect(names(made) == [0: "background", 1: "liver", 2: "cancer"])
    #expect(!made.changesValues && made.ignore == nil)
    // Declared but not there, there but not declared, and nothing at all.
    #expect(names(try labels([1], [1: "liver", 2: "cancer"]))[2] == "cancer")
    #expect(names(try labels([1, 2], [1: "liver"]))[2] == "label_2")
    #expect(names(try labels([])) == [0: "background"])
  }

  @Test func gapsAreRefusedOrClosed() throws {
    let error = #expect(throws: CohortError.self) { try self.labels([1, 3, 7], [1: "a", 7: "b"]) }
    #expect(error?.description.contains("0, 1, 3, 7") == true)
    #expect(error?.description.contains("--renumber") == true)
    let made = try labels([1, 3, 7], [1: "a", 7: "b"], .nnunet, .renumber)
    #expect(made.mapping == [0: 0, 1: 1, 3: 2, 7: 3])
    #expect(names(made) == [0: "background", 1: "a", 2: "label_3", 3: "b"])
    // The Decathlon doesn't mind gaps.
    #expect(names(try labels([1, 7], [:], .msd)) == [0: "background", 1: "label_1", 7: "label_7"])
  }

  @Test func whatIsIgnoredComesLast() throws {
    let error = #expect(throws: CohortError.self) { try self.labels([1, 255]) }
    #expect(error?.description.contains("ignore") == true)
    let made = try labels([1, 4, 255], [:], .nnunet, .renumber)
    #expect(made.mapping == [0: 0, 1: 1, 4: 2, 255: 3])
    #expect(made.ignore == 3 && names(made)[3] == "ignore")
    let decathlon = try labels([1, 255], [:], .msd)
    #expect(decathlon.ignore == 255 && names(decathlon)[255] == "ignore")
    // One that is called so already, in its right place and in a wrong one.
    #expect(try labels([1, 2], [1: "liver", 2: "Ignore"]).ignore == 2)
    #expect(throws: CohortError.self) { try self.labels([1, 2], [1: "ignore", 2: "liver"]) }
    let turned = try labels([1, 2], [1: "ignore", 2: "liver"], .nnunet, .renumber)
    #expect(turned.mapping == [0: 0, 1: 2, 2: 1] && turned.ignore == 2)
    // 255 is an organ if it has an organ's name.
    #expect(try labels([255], [255: "skin"], .nnunet, .renumber).ignore == nil)
  }

  @Test func namesAreUnique() throws {
    let made = try labels([1, 2, 3], [1: "tumour", 2: "tumour", 3: "background"])
    #expect(names(made) == [0: "background", 1: "tumour", 2: "tumour_2", 3: "background_2"])
    #expect(names(try labels([1], [1: ""]))[1] == "label_1")
  }

  @Test func labelDescriptionsAreRead() throws {
    let folder = try ScanFolder()
    #expect(try LabelDescriptions.names(inFolder: folder.path) == nil)
    let names = [1: "liver", 7: "bile duct", 300: "x"]
    try LabelDescriptions.write(names, to: folder.file("labels.txt"))
    #expect(try LabelDescriptions.names(inFolder: folder.path) == names)
    try folder.write("# a\r\n  1  255 0 0  1 1 1  \"liver\"\r\n", "labels.txt")
    #expect(try LabelDescriptions.names(inFolder: folder.path) == [1: "liver"])
    for bad in ["liver", "1 liver", "-1 0 0 0 0 0 0 \"a\"", "70000 0 0 0 0 0 0 \"a\"", "1 \"a"] {
      try folder.write(bad, "labels.txt")
      let error = #expect(throws: VolumeError.self) {
        try LabelDescriptions.names(inFolder: folder.path)
      }
      #expect(error?.description.contains("line 1") == true)
    }
  }

  @Test func jsonIsReadByOthers() throws {
    let text = OrderedJSON.object([
      ("quotes \" and \\", .string("line\nbreak\ttab\u{1}ü")), ("list", .list([.integer(-3)])),
      ("empty", .list([])), ("nothing", .object([])),
      ("long", .object((0..<40).map { ("key \($0)", .integer($0)) })),
    ]).text
    let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(read?["quotes \" and \\"] as? String == "line\nbreak\ttab\u{1}ü")
    #expect(read?["list"] as? [Int] == [-3])
    #expect((read?["long"] as? [String: Int])?["key 39"] == 39)
    #expect((read?["empty"] as? [Int])?.isEmpty == true)
  }
}
