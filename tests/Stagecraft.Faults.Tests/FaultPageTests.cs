namespace Stagecraft.Lab.Tests.Faults;

/// <summary>Compares the committed page with the matrix. The line of each row is checked by <see cref="FaultTests"/>.</summary>
[TestClass]
public sealed class FaultPageTests
{
    [TestMethod]
    public void The_page_has_every_row_of_the_matrix_and_no_other()
    {
        var rows = FaultPage.Committed.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| fault |", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim())
            .ToList();

        Assert.AreSequenceEqual(FaultMatrix.All.Select(fault => fault.Name).ToList(), rows, $"To update the page: {FaultPage.HowToMake}.");
        Assert.Contains(FaultPage.Count(rows.Count), FaultPage.Committed);
    }
}
