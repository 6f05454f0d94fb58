import Synchronization
import Tensors
import Testing

@Suite struct ThreadTeamTests {
  @Test(arguments: [0, 1, 2, 3, 8])
  func runsEveryTileOnce(threads: Int) {
    let team = ThreadTeam(threads: threads)
    for tiles in [0, 1, 2, 7, 1000] {
      let runs = Mutex([Int](repeating: 0, count: tiles))
      team.forEach(tiles) { tile in runs.withLock { $0[tile] += 1 } }
      #expect(runs.withLock { $0.allSatisfy { $0 == 1 } })
    }
  }

  @Test func everyTileHasRunWhenForEachReturns() {
    let team = ThreadTeam(threads: 3)
    for round in 0..<2000 {
      let sum = Atomic<Int>(0)
      team.forEach(1 + round % 5) { sum.wrappingAdd($0 + 1, ordering: .relaxed) }
      let tiles = 1 + round % 5
      #expect(sum.load(ordering: .relaxed) == tiles * (tiles + 1) / 2)
    }
  }

  @Test func aTileMayUseItsOwnTeam() {
    let team = ThreadTeam(threads: 3)
    let count = Atomic<Int>(0)
    team.forEach(4) { _ in
      team.forEach(5) { _ in count.wrappingAdd(1, ordering: .relaxed) }
    }
    #expect(count.load(ordering: .relaxed) == 20)
  }

  @Test func severalCallersShareATeam() async {
    let team = ThreadTeam(threads: 2)
    let sums = await withTaskGroup(of: Int.self) { group in
      for caller in 0..<4 {
        group.addTask {
          var total = 0
          for _ in 0..<200 {
            let sum = Atomic<Int>(0)
            team.forEach(6) { sum.wrappingAdd($0 * caller, ordering: .relaxed) }
            total += sum.load(ordering: .relaxed)
          }
          return total
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums.sorted() == [0, 3000, 6000, 9000])
  }

  @Test func aTeamNeedsAtLeastItsCaller() {
    #expect(ThreadTeam(threads: 1).threads == 1)
    #expect(ThreadTeam(threads: -4).threads == 1)
    #expect(ThreadTeam(threads: 3).threads == 3)
  }
}
