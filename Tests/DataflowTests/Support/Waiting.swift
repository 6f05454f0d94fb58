/// Lets other tasks run until `condition` holds. For states that only a suspended task brings about
/// and that no gate can announce.
func until(_ condition: () -> Bool) async {
  while !condition() { await Task.yield() }
}
