namespace Tracking.Bench;

/// <summary>How much is measured: all of it, or a little, to try the benchmark itself.</summary>
internal sealed record Scale(int Rounds, int FewRounds, int Saves, int Transactions, int Flushes, int Large)
{
    public static readonly Scale Full = new(Rounds: 11, FewRounds: 5, Saves: 20_000, Transactions: 2_000, Flushes: 200, Large: 1_000_000);

    public static readonly Scale Quick = new(Rounds: 3, FewRounds: 2, Saves: 2_000, Transactions: 200, Flushes: 20, Large: 50_000);
}
