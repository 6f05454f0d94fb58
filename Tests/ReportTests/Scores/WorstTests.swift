import Testing

@testable import Report

struct WorstTests {
  @Test("The worst of many are those of the whole list, whatever the order they come in")
  func sameAsSorting() {
    var random = Pseudorandom(7)
    let values = (0..<5000).map { _ in Int(random.next() * 1000) }
    var worst = Worst<Int>(20, by: <)
    for value in values { worst.add(value) }
    #expect(worst.sorted == Array(values.sorted().prefix(20)))
  }

  @Test("Fewer than asked for are all kept")
  func few() {
    var worst = Worst<Int>(20, by: <)
    for value in [3, 1, 2] { worst.add(value) }
    #expect(worst.sorted == [1, 2, 3])
  }

  @Test("Slices are written as ranges, at most 24 of them")
  func ranges() {
    var ranges = SliceRanges()
    for slice in [0, 1, 2, 7, 9, 10, 10] { ranges.add(slice) }
    #expect(ranges.description == "0–2, 7, 9–10, 10")
    #expect(ranges.count == 7)
    var many = SliceRanges()
    for slice in stride(from: 0, to: 100, by: 2) { many.add(slice) }
    #expect(many.description.hasSuffix("44, 46, … (50 in all)"))
    var last = SliceRanges()
    for _ in 0..<2 { last.add(.max) }
    #expect(last.count == 2)
  }
}
