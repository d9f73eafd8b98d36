import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;

/** Asks the ClickHouse door by JDBC, what database tools ask. Arguments: port, user, password. Prints a line for each question. */
public class JdbcClient {
  interface Question {
    Object ask() throws SQLException;
  }

  static void tell(String name, Question question) {
    try {
      System.out.println(name + ": " + question.ask());
    } catch (SQLException error) {
      System.out.println(name + ": refused: " + error.getMessage());
    }
  }

  static String list(ResultSet rows, int column) throws SQLException {
    StringBuilder text = new StringBuilder();
    while (rows.next()) text.append(rows.getString(column)).append(' ');
    return text.toString();
  }

  static int count(ResultSet rows) throws SQLException {
    int number = 0;
    while (rows.next()) number++;
    return number;
  }

  public static void main(String[] arguments) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", arguments[1]);
    properties.setProperty("password", arguments[2]);
    String address = "jdbc:clickhouse://127.0.0.1:" + arguments[0] + "/plainsight";
    try (Connection connection = DriverManager.getConnection(address, properties)) {
      DatabaseMetaData about = connection.getMetaData();
      tell("valid", () -> connection.isValid(5));
      tell("product", () -> about.getDatabaseProductName());
      tell("schemas", () -> list(about.getSchemas(), 1));
      tell("tables", () -> list(about.getTables(null, "plainsight", "otel\\_%", null), 3));
      tell("kinds", () -> list(about.getTables(null, "plainsight", "otel\\_%", null), 4));
      tell("columns", () -> list(about.getColumns(null, "plainsight", "otel_traces_trace_id_ts", "%"), 4));
      tell("keys", () -> count(about.getPrimaryKeys(null, "plainsight", "otel_traces")));
      tell("statement", () -> list(connection.createStatement().executeQuery("SELECT count() FROM otel_traces"), 1));
      tell("prepared", () -> {
        String sql = "SELECT count() FROM otel_traces WHERE ServiceName = ? AND Duration > ?";
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, "shop");
        statement.setLong(2, 1);
        return list(statement.executeQuery(), 1);
      });
      tell("quoted", () -> {
        PreparedStatement statement = connection.prepareStatement("SELECT ?");
        statement.setString(1, "it's; -- \\");
        return list(statement.executeQuery(), 1);
      });
      tell("many", () -> count(connection.createStatement().executeQuery("SELECT number, repeat('x', 50) FROM numbers(300000)")));
      tell("file", () -> count(connection.createStatement().executeQuery("SELECT * FROM file('/etc/passwd')")));
      tell("drop", () -> connection.createStatement().executeUpdate("DROP TABLE otel_traces"));
    }
  }
}
