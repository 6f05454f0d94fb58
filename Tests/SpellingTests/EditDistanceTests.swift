import Spelling
import Testing

struct EditDistanceTests {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 1),
    ("encoder", "encodr", 1), ("ca", "abc", 3), ("größe", "grosse", 3),
  ])
  func distances(left: String, right: String, expected: Int) {
    #expect(EditDistance.between(left, right) == expected)
    #expect(EditDistance.between(right, left) == expected)
  }

  @Test func onlyTheBeginningsOfLongNames() {
    #expect(EditDistance.between("abcd", "abxy", longest: 3) == 1)
    #expect(EditDistance.between("abcd", "abxy", longest: 0) == 0)
  }
}
