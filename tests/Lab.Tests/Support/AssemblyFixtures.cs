[assembly: AssemblyFixture(typeof(Lab.Tests.Support.Stores))]
